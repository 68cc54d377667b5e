// SPDX-License-Identifier: Apache-2.0
#include "record/chunks.hpp"

#include <filesystem>

namespace gor {

std::optional<std::uint64_t> chunk_index(std::string_view chunk, const std::string& path) {
  const std::filesystem::path whole(path);
  const std::string prefix = (whole.parent_path() / whole.stem()).string() + '_';
  const std::string extension = whole.extension().string();
  if (chunk.size() <= prefix.size() + extension.size()) return {};
  if (!chunk.starts_with(prefix) || !chunk.ends_with(extension)) return {};
  const std::string_view digits = chunk.substr(prefix.size(), chunk.size() - prefix.size() - extension.size());
  if (digits.size() > 18 || digits.find_first_not_of("0123456789") != std::string_view::npos) return {};
  return std::stoull(std::string(digits));
}

std::optional<std::string> path_of_chunk(const std::string& chunk) {
  const std::filesystem::path file(chunk);
  const std::string stem = file.stem().string();
  const std::string extension = file.extension().string();
  const std::size_t mark = stem.rfind('_');
  if (mark == std::string::npos) return {};
  std::string path = (file.parent_path() / stem.substr(0, mark)).string() + extension;
  return chunk_index(chunk, path) ? std::optional(std::move(path)) : std::nullopt;
}

std::map<std::uint64_t, std::string> chunks_of(const std::string& path) {
  const std::filesystem::path whole(path);
  const auto folder = whole.has_parent_path() ? whole.parent_path() : std::filesystem::path(".");
  std::map<std::uint64_t, std::string> chunks;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    std::string chunk = (whole.parent_path() / entry.path().filename()).string();
    if (const auto index = chunk_index(chunk, path)) chunks.emplace(*index, std::move(chunk));
  }
  return chunks;
}

std::uint64_t next_chunk(const std::string& path) {
  const auto chunks = chunks_of(path);
  return chunks.empty() ? 0 : chunks.rbegin()->first + 1;
}

std::string chunk_path(const std::string& path, std::uint64_t index) {
  const std::filesystem::path whole(path);
  const std::string stem = (whole.parent_path() / whole.stem()).string();
  return stem + '_' + std::to_string(index) + whole.extension().string();
}

}  // namespace gor
