// SPDX-License-Identifier: Apache-2.0
#include "record/sequence.hpp"

#include "base/text.hpp"

namespace gor {
namespace {

constexpr std::size_t kStreamSize = 16;

}  // namespace

std::string sequence_field(std::string_view stream, std::uint64_t number) {
  return std::string(" #").append(stream).append("-").append(std::to_string(number));
}

std::optional<Sequence> find_sequence(std::string_view extra, std::size_t& fields_before) {
  const std::size_t begin = extra.rfind(' ');
  if (begin == std::string_view::npos) return std::nullopt;
  const std::string_view field = extra.substr(begin + 1);
  if (field.size() < kStreamSize + 3 || field[0] != '#' || field[kStreamSize + 1] != '-') return std::nullopt;
  const auto number = parse_whole<std::uint64_t>(field.substr(kStreamSize + 2));
  if (!number) return std::nullopt;
  fields_before = begin;
  return Sequence{field.substr(1, kStreamSize), *number};
}

}  // namespace gor
