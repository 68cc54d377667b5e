// SPDX-License-Identifier: Apache-2.0
// The answers of S3 and of the services for credentials, and the shared files of the AWS tools.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "s3/answers.hpp"
#include "s3/ini_file.hpp"
#include "s3/temporary_credentials.hpp"
#include "s3/xml.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gor::s3;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto list = read_object_list(text);
  if (list && list->objects.size() > size) std::abort();
  read_upload_id(text);
  read_uploads_of(text, "key");
  read_error(text);
  if (const auto read = read_temporary_credentials(text); read && read->credentials.secret_key.empty()) std::abort();
  read_ini_section(text, "default");
  // What is escaped is read as it was, if it is text of XML: without control characters, and in UTF-8.
  for (const char byte : text) {
    if (static_cast<unsigned char>(byte) < ' ' || static_cast<unsigned char>(byte) > '~') return 0;
  }
  const auto texts = read_xml("<r><t>" + xml_escaped(text) + "</t></r>");
  if (!texts || text_at(*texts, "t") != text) std::abort();
  return 0;
}
