// SPDX-License-Identifier: Apache-2.0
// The numbered files of a recording: name_0.ext, name_1.ext, ... (docs/file-format.md, "Files").
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace gor {

/// The index of "folder/name_3.ext" among the chunks of "folder/name.ext"; empty for any other file.
std::optional<std::uint64_t> chunk_index(std::string_view chunk, const std::string& path);
/// "folder/name_3.ext" → "folder/name.ext"; empty if it is not the name of a chunk.
std::optional<std::string> path_of_chunk(const std::string& chunk);

/// The existing chunks of "folder/name.ext", by index.
std::map<std::uint64_t, std::string> chunks_of(const std::string& path);

/// The index after the last existing chunk.
std::uint64_t next_chunk(const std::string& path);
/// "a/b.gor", 3 → "a/b_3.gor".
std::string chunk_path(const std::string& path, std::uint64_t index);

}  // namespace gor
