// SPDX-License-Identifier: Apache-2.0
#include "s3/xml.hpp"

#include <algorithm>
#include <limits>
#include <memory>

#include <expat.h>

namespace gor::s3 {
namespace {

constexpr std::size_t kDeepest = 16;

/// What expat calls back with.
class Reader {
 public:
  explicit Reader(XML_Parser parser) : parser_(parser) {
    XML_SetUserData(parser, this);
    XML_SetElementHandler(
        parser, [](void* self, const XML_Char* name, const XML_Char**) { static_cast<Reader*>(self)->begin(name); },
        [](void* self, const XML_Char*) { static_cast<Reader*>(self)->end(); });
    XML_SetCharacterDataHandler(parser, [](void* self, const XML_Char* text, int size) {
      static_cast<Reader*>(self)->text_.append(text, static_cast<std::size_t>(size));
    });
    // S3 declares no entities; those that expand to many others are an attack.
    XML_SetStartDoctypeDeclHandler(parser, [](void* self, const XML_Char*, const XML_Char*, const XML_Char*, int) {
      XML_StopParser(static_cast<Reader*>(self)->parser_, XML_FALSE);
    });
  }

  std::vector<XmlText> take() { return std::move(texts_); }

 private:
  void begin(std::string_view name) {
    if (lengths_.size() == kDeepest) XML_StopParser(parser_, XML_FALSE);
    lengths_.push_back(path_.size());
    if (lengths_.size() > 2) path_ += '/';
    if (lengths_.size() > 1) path_ += name.substr(name.rfind(':') + 1);
    text_.clear();
    is_leaf_ = true;
  }
  void end() {
    if (is_leaf_) texts_.push_back({path_, text_});
    is_leaf_ = false;
    path_.resize(lengths_.back());
    lengths_.pop_back();
  }

  XML_Parser parser_;
  std::string path_;
  std::vector<std::size_t> lengths_;  // of the path, before each open element
  std::string text_;
  bool is_leaf_ = false;
  std::vector<XmlText> texts_;
};

}  // namespace

std::optional<std::vector<XmlText>> read_xml(std::string_view document) {
  if (document.size() > std::numeric_limits<int>::max()) return {};
  const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(XML_ParserCreate(nullptr), &XML_ParserFree);
  Reader reader(parser.get());
  const auto status = XML_Parse(parser.get(), document.data(), static_cast<int>(document.size()), XML_TRUE);
  if (status != XML_STATUS_OK) return {};
  return reader.take();
}

std::string text_at(const std::vector<XmlText>& texts, std::string_view path) {
  const auto found = std::find_if(texts.begin(), texts.end(), [&](const XmlText& one) { return one.path == path; });
  return found == texts.end() ? "" : found->text;
}

std::string xml_escaped(std::string_view text) {
  std::string escaped;
  for (const char character : text) {
    switch (character) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      default:
        escaped += character;
    }
  }
  return escaped;
}

}  // namespace gor::s3
