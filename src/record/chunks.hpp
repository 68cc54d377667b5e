// SPDX-License-Identifier: Apache-2.0
// The numbered files of a recording: name_0.ext, name_1.ext, ... (docs/file-format.md, "Files").
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace gor {

/// The existing chunks of "folder/name.ext", by index.
std::map<std::uint64_t, std::string> chunks_of(const std::string& path);

/// The index after the last existing chunk.
std::uint64_t next_chunk(const std::string& path);
/// "a/b.gor", 3 → "a/b_3.gor".
std::string chunk_path(const std::string& path, std::uint64_t index);

}  // namespace gor
