// SPDX-License-Identifier: Apache-2.0
#include "record/chunks.hpp"

#include <filesystem>

namespace gor {

std::map<std::uint64_t, std::string> chunks_of(const std::string& path) {
  const std::filesystem::path whole(path);
  const std::string prefix = whole.stem().string() + '_';
  const std::string extension = whole.extension().string();
  const auto folder = whole.has_parent_path() ? whole.parent_path() : std::filesystem::path(".");
  std::map<std::uint64_t, std::string> chunks;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    const std::string name = entry.path().filename().string();
    if (name.size() <= prefix.size() + extension.size()) continue;
    if (!name.starts_with(prefix) || !name.ends_with(extension)) continue;
    const std::string index = name.substr(prefix.size(), name.size() - prefix.size() - extension.size());
    if (index.size() > 18 || index.find_first_not_of("0123456789") != std::string::npos) continue;
    chunks.emplace(std::stoull(index), (whole.parent_path() / name).string());
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
