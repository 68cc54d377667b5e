// SPDX-License-Identifier: Apache-2.0
#include "kubernetes/yaml.hpp"

#include <stdexcept>

#include <fmt/format.h>
#include <yaml.h>

namespace gor::kubernetes {
namespace {

struct Parser {
  Parser() {
    if (yaml_parser_initialize(&parser) == 0) throw std::bad_alloc();
  }
  ~Parser() { yaml_parser_delete(&parser); }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  yaml_parser_t parser;
};

std::string_view scalar_of(const yaml_node_t* node) {
  if (node == nullptr || node->type != YAML_SCALAR_NODE) return {};
  return {reinterpret_cast<const char*>(node->data.scalar.value), node->data.scalar.length};
}

}  // namespace

YamlNode YamlNode::operator[](std::string_view name) const {
  if (node_ == nullptr || node_->type != YAML_MAPPING_NODE) return {};
  const auto& pairs = node_->data.mapping.pairs;
  for (const yaml_node_pair_t* pair = pairs.start; pair != pairs.top; ++pair) {
    const yaml_node_t* const key = yaml_document_get_node(document_, pair->key);
    if (key == nullptr || key->type != YAML_SCALAR_NODE || scalar_of(key) != name) continue;
    return {document_, yaml_document_get_node(document_, pair->value)};
  }
  return {};
}

std::vector<YamlNode> YamlNode::items() const {
  std::vector<YamlNode> items;
  if (node_ == nullptr || node_->type != YAML_SEQUENCE_NODE) return items;
  const auto& list = node_->data.sequence.items;
  for (const yaml_node_item_t* item = list.start; item != list.top; ++item) {
    items.emplace_back(document_, yaml_document_get_node(document_, *item));
  }
  return items;
}

std::string YamlNode::text() const {
  return std::string(scalar_of(node_));
}

YamlDocument::YamlDocument(std::string_view text) {
  Parser parser;
  yaml_parser_set_input_string(&parser.parser, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  auto document = std::make_unique<yaml_document_t>();
  if (yaml_parser_load(&parser.parser, document.get()) == 0) {
    const char* const problem = parser.parser.problem;
    throw std::runtime_error(
        fmt::format("line {}: {}", parser.parser.problem_mark.line + 1, problem == nullptr ? "not YAML" : problem));
  }
  document_.reset(document.release());
}

YamlNode YamlDocument::root() const {
  return {document_.get(), yaml_document_get_root_node(document_.get())};
}

void YamlDocument::Deleter::operator()(yaml_document_s* document) const noexcept {
  yaml_document_delete(document);
  delete document;
}

}  // namespace gor::kubernetes
