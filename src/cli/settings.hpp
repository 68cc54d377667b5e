// SPDX-License-Identifier: Apache-2.0
// The parsed command line. A flag's default is the initializer of the member that it fills.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "input/file.hpp"
#include "input/http.hpp"
#include "input/raw.hpp"
#include "input/tcp.hpp"
#include "input/ws.hpp"
#include "output/file.hpp"
#include "output/http.hpp"
#include "output/tcp.hpp"
#include "output/ws.hpp"
#include "pipeline/limit.hpp"
#include "pipeline/mask.hpp"
#include "pipeline/modifier/options.hpp"

namespace gor::cli {

using Duration = std::chrono::nanoseconds;

/// The value of an input or output flag, without its limit.
struct Spec {
  std::string value;
  Limit limit;

  friend bool operator==(const Spec&, const Spec&) = default;
};

/// One --input-file with the bare words after it.
struct FileSpec {
  std::vector<std::string> paths;
  Limit limit;

  friend bool operator==(const FileSpec&, const FileSpec&) = default;
};

/// Options are per kind, not per instance: address, URL and path are set when the instance is built.
struct Settings {
  int verbosity = 0;  ///< 0 to 4
  bool quiet = false;
  bool stats = false;
  Duration exit_after{0};  ///< 0: never
  std::uint64_t copy_buffer_bytes = 5 << 20;
  Duration drain_timeout = std::chrono::seconds(5);
  std::uint64_t memory_limit_bytes = 256 << 20;

  std::string middleware = {};  ///< a command; "" for none
  bool causal = false;
  std::vector<std::string> session_keys = {};
  Duration causal_timeout = std::chrono::seconds(10);
  std::vector<std::string> correlate = {};  ///< implies causal

  std::vector<Spec> input_raw = {};
  std::string raw_engine = "libpcap";  ///< libpcap or pcap_file; raw_socket and af_packet are aliases of libpcap
  bool raw_override_snaplen = false;
  RawInputOptions input_raw_options = {};
  std::vector<FileSpec> input_file = {};
  FileInputOptions input_file_options = {};
  bool dry_run = false;
  std::vector<Spec> input_tcp = {};
  TcpInputOptions input_tcp_options = {};
  std::vector<Spec> input_http = {};
  HttpInputOptions input_http_options = {};
  std::vector<Spec> input_ws = {};
  WsInputOptions input_ws_options = {};
  std::vector<Spec> input_dummy = {};

  RuleOptions rules = {};
  std::map<std::string, RuleOptions> output_rules = {};  ///< by "output-http:2" or kind, "output-file"
  std::vector<std::string> allow_status = {};
  std::vector<std::string> disallow_status = {};
  bool prettify_http = false;
  MaskOptions mask = {};
  bool split_output = false;
  bool recognize_tcp_sessions = false;

  std::vector<Spec> output_http = {};
  HttpOutputOptions output_http_options = {};
  std::vector<Spec> output_tcp = {};
  TcpOutputOptions output_tcp_options = {};
  std::vector<Spec> output_ws = {};
  WsOutputOptions output_ws_options = {};
  std::vector<Spec> output_file = {};
  FileOutputOptions output_file_options = {};
  bool output_stdout = false;
  bool output_null = false;

  /// Warnings to log first: old names, and flags without effect.
  std::vector<std::string> warnings = {};
};

/// The number of outputs of a kind, which is the name of its flag: "output-http".
std::size_t count_outputs(const Settings& settings, std::string_view kind);
/// The number of listening inputs.
inline std::size_t count_listeners(const Settings& settings) {
  return settings.input_tcp.size() + settings.input_http.size() + settings.input_ws.size();
}

inline bool is_causal(const Settings& settings) {
  return settings.causal || !settings.correlate.empty();
}

/// The options of one --input-file. "|N%" is its speed.
FileInputOptions replay_options(const Settings& settings, const FileSpec& spec);

}  // namespace gor::cli
