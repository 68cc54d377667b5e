// SPDX-License-Identifier: Apache-2.0
// The commands of `gor file`, one function each, with the contract of run_file_command().
#pragma once

#include "cli/file_command.hpp"

namespace gor::tools {

void info(const cli::FileCommand& command);
void cut(const cli::FileCommand& command);
void filter(const cli::FileCommand& command);
void sort(const cli::FileCommand& command);
void merge(const cli::FileCommand& command);
void split(const cli::FileCommand& command);
void cat(const cli::FileCommand& command);
void convert(const cli::FileCommand& command);

}  // namespace gor::tools
