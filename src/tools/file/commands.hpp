// SPDX-License-Identifier: Apache-2.0
// The commands of `gor file`, one function each, to run to its end. Each streams: it holds a bounded part of a
// recording, whatever its size. They throw UsageError and StartError; output written before stays.
#pragma once

#include "tools/file/command.hpp"

namespace gor::tools {

void info(const FileCommand& command);
void cut(const FileCommand& command);
void filter(const FileCommand& command);
void sort(const FileCommand& command);
void merge(const FileCommand& command);
void split(const FileCommand& command);
void cat(const FileCommand& command);
/// Does not return: a signal ends it.
void follow(const FileCommand& command);
void convert(const FileCommand& command);

}  // namespace gor::tools
