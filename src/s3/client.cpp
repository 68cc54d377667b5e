// SPDX-License-Identifier: Apache-2.0
#include "s3/client.hpp"

#include <algorithm>
#include <charconv>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "http/head.hpp"
#include "s3/xml.hpp"

namespace gor::s3 {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds kTimeout{60};
constexpr milliseconds kFirstPause{100};
constexpr std::size_t kListBytes = std::size_t{8} << 20;

// The certificate of AWS covers one label before its names.
bool is_in_path(const Settings& settings, const std::string& bucket) {
  return settings.endpoint || bucket.find('.') != std::string::npos;
}

net::Url origin_of(const Settings& settings, const std::string& bucket) {
  if (settings.endpoint) return *settings.endpoint;
  const std::string host = fmt::format("s3.{}.amazonaws.com", settings.region);
  return net::parse_url("https://" + (is_in_path(settings, bucket) ? host : bucket + '.' + host));
}

bool may_succeed_later(const net::BlockingHttpClient::Answer& answer, const ErrorAnswer& error) {
  if (answer.outcome != net::Outcome::answered) return true;
  return answer.status >= 500 || answer.status == 429 || error.code == "SlowDown" || error.code == "RequestTimeout" ||
         error.code == "OperationAborted";
}

std::string field_of(const net::BlockingHttpClient::Answer& answer, std::string_view name) {
  const auto field = http::find_field(answer.head, name);
  return field ? std::string(field->value) : "";
}

std::uint64_t number_in(std::string_view digits) {
  std::uint64_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

std::string text_of(const net::BlockingHttpClient::Answer& answer, const ErrorAnswer& error) {
  if (answer.outcome != net::Outcome::answered) return answer.why_unanswered();
  const std::string region = field_of(answer, "x-amz-bucket-region");
  const std::string hint = answer.status == 301 && !region.empty() ? "; AWS_REGION must be " + region : "";
  return fmt::format("{} {}{}{}{}", answer.status, error.code, error.message.empty() ? "" : ": ", error.message, hint);
}

}  // namespace

Client::Client(const Access& access, std::string bucket, net::OwnConnections* own)
    : access_(access),
      bucket_(std::move(bucket)),
      is_path_style_(is_in_path(access.settings, bucket_)),
      http_(origin_of(access.settings, bucket_), own) {}

Request Client::request(std::string method, const std::string& key) const {
  Request request;
  request.method = std::move(method);
  request.path = is_path_style_ ? fmt::format("/{}/{}", bucket_, key) : "/" + key;
  return request;
}

Client::Answer Client::send(const Request& request, std::size_t keep_body) {
  milliseconds pause = kFirstPause;
  bool has_renewed = false;
  for (int attempt = 1;; ++attempt) {
    Answer answer = send_once(request, keep_body);
    if (answer.is_success()) return answer;
    const ErrorAnswer error = read_error(answer.body);
    const bool is_expired = error.code == "ExpiredToken" && !std::exchange(has_renewed, true);
    if (is_expired) access_.credentials->renew();
    const bool is_last = attempt >= attempts_ || !(is_expired || may_succeed_later(answer, error));
    if (is_last || !wait(pause)) throw Error(answer.status, error.code, text_of(answer, error));
    pause *= 3;
  }
}

Client::Answer Client::send_once(Request request, std::size_t keep_body) {
  request.fields["host"] = http_.origin().authority;
  try {
    sign(request, access_.credentials->get(), access_.settings.region,
         std::chrono::floor<seconds>(std::chrono::system_clock::now()));
  } catch (const std::runtime_error& error) {
    throw Error(0, "NoCredentials", error.what());
  }
  std::string head = fmt::format("{} {} HTTP/1.1\r\n", request.method, target_of(request));
  for (const auto& [name, value] : request.fields) head += fmt::format("{}: {}\r\n", name, value);
  head += fmt::format("Content-Length: {}\r\n\r\n", request.body.size());
  return http_.send(request.method, std::move(head), request.body, kTimeout, keep_body);
}

bool Client::wait(milliseconds time) const {
  for (const auto until = std::chrono::steady_clock::now() + time; std::chrono::steady_clock::now() < until;) {
    if (http_.is_interrupted()) return false;
    std::this_thread::sleep_for(milliseconds(10));
  }
  return !http_.is_interrupted();
}

void Client::probe(const std::string& prefix) {
  Request page = request("GET", "");
  page.query = {{"list-type", "2"}, {"max-keys", "1"}, {"prefix", prefix}};
  send(page);
}

std::vector<ObjectEntry> Client::list(const std::string& prefix) {
  std::vector<ObjectEntry> objects;
  std::string continuation;
  do {
    Request page = request("GET", "");
    page.query = {{"list-type", "2"}, {"encoding-type", "url"}, {"prefix", prefix}};
    if (!continuation.empty()) page.query["continuation-token"] = continuation;
    auto list = read_object_list(send(page, kListBytes).body);
    if (!list) throw Error(0, "", "the answer to a list is not what S3 answers");
    std::move(list->objects.begin(), list->objects.end(), std::back_inserter(objects));
    continuation = std::move(list->continuation);
  } while (!continuation.empty());
  return objects;
}

std::uint64_t Client::size_of(const std::string& key) {
  return number_in(field_of(send(request("HEAD", key)), "content-length"));
}

Client::Range Client::read(const std::string& key, std::uint64_t offset, std::uint64_t size) {
  Request part = request("GET", key);
  part.fields["range"] = fmt::format("bytes={}-{}", offset, offset + size - 1);
  Answer answer;
  try {
    answer = send(part, size);
  } catch (const Error& error) {
    if (error.status() != 416) throw;
    return {};
  }
  // Content-Range: bytes 0-99/1000 (RFC 9110 section 14.4).
  const std::string field = field_of(answer, "content-range");
  const std::uint64_t object_size = number_in(std::string_view(field).substr(field.find('/') + 1));
  const std::uint64_t expected = std::min(size, object_size - std::min(object_size, offset));
  if (answer.status != 206 || answer.body.size() != expected) {
    throw Error(answer.status, "", fmt::format("{} bytes were asked for, {} came", size, answer.body.size()));
  }
  return {std::move(answer.body), object_size};
}

void Client::put(const std::string& key, std::string_view body) {
  Request object = request("PUT", key);
  object.fields["if-none-match"] = "*";
  object.body = body;
  send(object);
}

std::string Client::begin_upload(const std::string& key) {
  Request begin = request("POST", key);
  begin.query["uploads"] = "";
  std::string id = read_upload_id(send(begin).body);
  if (id.empty()) throw Error(0, "", "the server has given no upload id");
  return id;
}

std::string Client::put_part(const std::string& key, const std::string& upload, int number, std::string_view body) {
  Request part = request("PUT", key);
  part.query = {{"partNumber", std::to_string(number)}, {"uploadId", upload}};
  part.body = body;
  return field_of(send(part), "etag");
}

void Client::complete_upload(const std::string& key, const std::string& upload, const std::vector<std::string>& tags) {
  std::string body = "<CompleteMultipartUpload>";
  for (std::size_t i = 0; i < tags.size(); ++i) {
    body += fmt::format("<Part><PartNumber>{}</PartNumber><ETag>{}</ETag></Part>", i + 1, xml_escaped(tags[i]));
  }
  body += "</CompleteMultipartUpload>";
  Request complete = request("POST", key);
  complete.query["uploadId"] = upload;
  complete.fields["if-none-match"] = "*";
  complete.body = body;
  const Answer answer = send(complete);
  // An error may come after the status 200 was sent.
  const ErrorAnswer error = read_error(answer.body);
  if (!error.code.empty()) throw Error(answer.status, error.code, text_of(answer, error));
}

void Client::abort_upload(const std::string& key, const std::string& upload) {
  Request abort = request("DELETE", key);
  abort.query["uploadId"] = upload;
  send(abort);
}

std::vector<std::string> Client::uploads_of(const std::string& key) {
  Request list = request("GET", "");
  list.query = {{"uploads", ""}, {"prefix", key}};
  return read_uploads_of(send(list, kListBytes).body, key);
}

}  // namespace gor::s3
