// SPDX-License-Identifier: Apache-2.0
// The files that a recording consists of: name_0.ext, name_1.ext, ... (docs/file-format.md, "Files").
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace gor {

/// Those of "folder/name.ext" that are there, by their index.
std::map<std::uint64_t, std::string> chunks_of(const std::string& path);

/// The number of the one that comes after them.
std::uint64_t next_chunk(const std::string& path);
/// "a/b.gor", 3 → "a/b_3.gor".
std::string chunk_path(const std::string& path, std::uint64_t index);

}  // namespace gor
