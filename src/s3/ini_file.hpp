// SPDX-License-Identifier: Apache-2.0
// The shared files of the AWS tools: ~/.aws/credentials and ~/.aws/config.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace gor::s3 {

/// The settings of one section, such as "default" or "profile staging"; empty if there is no such section. Comments and
/// nested settings are skipped.
std::map<std::string, std::string> read_ini_section(std::string_view text, std::string_view section);

}  // namespace gor::s3
