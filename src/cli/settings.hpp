// SPDX-License-Identifier: Apache-2.0
// What the command line asks for, checked and converted. The member initializers are the flags' defaults.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gor::cli {

using Duration = std::chrono::nanoseconds;

/// The "|N" (messages a second) or "|N%" (a share, or the speed of a recording) after an input's or output's value.
struct Limit {
  enum class Kind { none, per_second, percent };
  Kind kind = Kind::none;
  std::uint64_t value = 0;

  friend bool operator==(const Limit&, const Limit&) = default;
};

/// The value of one input or output flag, without its limit.
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

struct RawInputSettings {
  std::vector<Spec> addresses = {};
  std::string engine = "libpcap";  ///< libpcap or pcap_file; raw_socket and af_packet are names for the former
  bool track_response = false;
  std::string realip_header = {};
  Duration expire = std::chrono::seconds(2);
  bool allow_incomplete = false;
  std::string bpf_filter = {};
  std::string timestamp_type = {};
  bool override_snaplen = false;
  std::uint64_t buffer_bytes = 96 << 20;
  std::optional<Duration> buffer_timeout = {};  ///< unset: chosen by the capture
  bool promiscuous = false;
  bool monitor = false;
  bool stats = false;
  std::int64_t priority = -10;  ///< nice value of the capture thread; 0: as it is
  std::vector<std::string> ignored_interfaces = {};
  bool vlan = false;
  std::vector<std::uint16_t> vlan_ids = {};
};

struct HttpOutputSettings {
  std::vector<Spec> urls = {};
  std::int64_t workers = 0;  ///< at most; 0 and -1: as many as needed
  std::int64_t workers_min = 1;
  std::int64_t queue_length = 1000;
  Duration worker_timeout = std::chrono::seconds(2);
  Duration timeout = std::chrono::seconds(5);
  std::int64_t redirects = 0;
  std::uint64_t response_buffer_bytes = 100 << 10;
  bool track_response = false;
  bool skip_verify = false;
  bool stats = false;
  std::int64_t stats_ms = 5000;
  bool original_host = false;
};

struct FileOutputSettings {
  std::vector<Spec> paths = {};
  bool append = false;
  Duration flush_interval = std::chrono::seconds(1);
};

struct Settings {
  int verbosity = 0;  ///< 0 to 4
  bool stats = false;
  Duration exit_after{0};  ///< 0: never
  std::uint64_t copy_buffer_bytes = 5 << 20;
  Duration drain_timeout = std::chrono::seconds(5);
  std::uint64_t memory_limit_bytes = 256 << 20;

  RawInputSettings input_raw = {};
  std::vector<FileSpec> input_file = {};
  std::vector<Spec> input_dummy = {};

  HttpOutputSettings output_http = {};
  FileOutputSettings output_file = {};
  bool output_stdout = false;
  bool output_null = false;

  /// What to tell the user before anything else: old names and flags without effect.
  std::vector<std::string> warnings = {};
};

}  // namespace gor::cli
