// SPDX-License-Identifier: Apache-2.0
#include "cli/flags.hpp"

namespace gor::cli {
namespace {

constexpr std::string_view kExchanges = "Filters, masks and decoding of requests and responses";

std::vector<Flag> general_flags(Settings& s, std::string& config_file) {
  return {
      {"verbose", "[N]", level(&s.verbosity, 4), "log each connection and failure (1), or also each message (2 to 4)"},
      {"quiet", "", &s.quiet, "log only warnings, errors and the summary"},
      {"stats", "", &s.stats, "print queue statistics (with --output-http-stats)"},
      {"exit-after", "DURATION", &s.exit_after, "stop after this time"},
      {"split-output", "", &s.split_output, "send each request to one output in turn, instead of all"},
      {"recognize-tcp-sessions", "", &s.recognize_tcp_sessions,
       "replay each session in order over its own connection; split by session"},
      {"middleware", "CMD", &s.middleware, "a program that every message passes"},
      {"causal", "", &s.causal, "hold a request until its session's previous one has been answered in the replay"},
      {"session-key", "KEY", &s.session_keys, "identify sessions by tcp, cookie:NAME, header:NAME or param:NAME"},
      {"causal-timeout", "DURATION", &s.causal_timeout, "how long --causal waits for the previous request"},
      {"correlate", "RULE", &s.correlate,
       "replace recorded tokens by replayed ones: auto, set-cookie:NAME, json:PATH..."},
      {"copy-buffer-size", "SIZE", size(&s.copy_buffer_bytes, 1), "largest message; longer ones are cut off"},
      {"memory-limit", "SIZE", size(&s.memory_limit_bytes, 1), "memory for incomplete messages and queues"},
      {"drain-timeout", "DURATION", &s.drain_timeout, "how long outputs may finish after a signal or --exit-after"},
      {"config", "FILE", &config_file, "read flags from a TOML file; the command line overrides it"},
  };
}

std::vector<Flag> input_flags(Settings& s) {
  return {
      {"input-raw", "ADDR", &s.input_raw, "capture: :80, :80,81, eth0:80, 10.0.0.5:80, dump.pcap, dump.pcap:80"},
      {"input-file", "PATH...", &s.input_file, "replay a recording at its speed, or at |N% of it"},
      {"input-tcp", "ADDR", &s.input_tcp, "receive messages from another gor's --output-tcp"},
      {"input-http", "ADDR", &s.input_http, "act as an HTTP server: take each request, answer 200"},
      {"input-ws", "ADDR", &s.input_ws, "receive messages from another gor's --output-ws"},
      {"input-dummy", "ANY", &s.input_dummy, "generate a request and its response every second"},
  };
}

std::vector<Flag> capture_flags(Settings& s) {
  RawInputOptions& raw = s.input_raw_options;
  capture::LiveOptions& live = raw.live;
  capture::ConnectionOptions& connection = raw.flows.connection;
  return {
      {"input-raw-engine", "NAME", choice(&s.raw_engine, {"libpcap", "raw_socket", "af_packet", "pcap_file"}),
       "libpcap (aliases raw_socket, af_packet) or pcap_file"},
      {"input-raw-track-response", "", &live.track_responses, "also capture responses"},
      {"input-raw-realip-header", "NAME", &connection.realip_header, "set this request header to the client's address"},
      {"input-raw-expire", "DURATION", &raw.flows.expire, "drop a message with a lost packet after this time"},
      {"input-raw-allow-incomplete", "", &connection.allow_incomplete, "pass on such a message instead of dropping it"},
      {"input-raw-bpf-filter", "EXPR", &live.filter, "a filter (pcap-filter(7)) instead of gor's own"},
      {"input-raw-timestamp-type", "NAME", &live.timestamp_type,
       "source of packet times, e.g. PCAP_TSTAMP_HOST; go: when they are read"},
      {"input-raw-override-snaplen", "", &s.raw_override_snaplen,
       "without effect: packets are always captured completely"},
      {"input-raw-buffer-size", "SIZE", size(&live.buffer_bytes, 1), "total size of the kernel's buffers"},
      {"input-raw-buffer-timeout", "DURATION", &live.buffer_timeout,
       "how long the kernel may collect packets (default 2ms); 0: not at all"},
      {"input-raw-promisc", "", &live.promiscuous, "promiscuous mode"},
      {"input-raw-monitor", "", &live.monitor, "RF monitor mode"},
      {"input-raw-stats", "", &live.stats, "print capture statistics"},
      {"input-raw-priority", "N", number(&live.priority, -20, 19),
       "nice value of the capture thread, if permitted; 0: unchanged"},
      {"input-raw-ignore-interface", "NAME", &live.ignored_interfaces, "skip an interface"},
      {"input-raw-vlan", "", &live.vlan, "also capture 802.1Q-tagged frames"},
      {"input-raw-vlan-vid", "N", {&raw.decode.vlan_ids, 4094}, "capture only this VLAN"},
  };
}

std::vector<Flag> output_flags(Settings& s) {
  return {
      {"output-http", "URL", &s.output_http, "replay to a server"},
      {"output-tcp", "ADDR", &s.output_tcp, "send messages to another gor's --input-tcp"},
      {"output-ws", "URL", &s.output_ws, "send messages over WebSocket (ws://, wss://) to another gor's --input-ws"},
      {"output-file", "PATH", &s.output_file,
       "record to PATH_0, PATH_1, ... (.gz, .zst; %Y %m %d %H %M %S %NS %r %t %i)"},
      {"output-stdout", "", &s.output_stdout, "print messages as records"},
      {"output-null", "", &s.output_null, "discard messages"},
  };
}

std::vector<Flag> http_flags(Settings& s) {
  HttpOutputOptions& to_http = s.output_http_options;
  return {
      {"output-http-workers", "N", number(&to_http.workers, -1), "maximum number of connections; 0: as many as needed"},
      {"output-http-workers-min", "N", number(&to_http.workers_min, 0), "minimum number of connections kept open"},
      {"output-http-queue-len", "N", number(&to_http.queue_len, 1), "maximum number of waiting requests"},
      {"output-http-worker-timeout", "DURATION", &to_http.worker_timeout, "close an idle connection after this time"},
      {"output-http-timeout", "DURATION", positive(&to_http.timeout),
       "time limit for connecting, request and response together"},
      {"output-http-redirects", "N", number(&to_http.redirects, 0), "maximum number of redirects to follow"},
      {"output-http-response-buffer", "SIZE", size(&to_http.response_buffer),
       "part of a response body to keep; the rest is discarded"},
      {"output-http-track-response", "", &to_http.track_response, "pass the responses to the other outputs"},
      {"output-http-skip-verify", "", &to_http.skip_verify, "do not verify certificates"},
      {"output-http-stats", "", &to_http.stats, "print the queue's length (with --stats)"},
      {"output-http-stats-ms", "N", number(&to_http.stats_interval, 1), "interval of these lines in milliseconds"},
      {"http-original-host", "", &to_http.original_host, "keep the recorded Host header"},
  };
}

std::vector<Flag> server_flags(Settings& s) {
  return {
      {"input-http-certificate", "FILE", &s.input_http_options.files.certificate,
       "enable TLS with this certificate (PEM, with its chain)"},
      {"input-http-certificate-key", "FILE", &s.input_http_options.files.certificate_key,
       "its key (default: in the certificate's file)"},
      {"input-http-proxy-protocol", "", &s.input_http_options.proxy_protocol,
       "require a PROXY header, version 1 or 2, on each connection"},
      {"input-http-realip-header", "NAME", &s.input_http_options.realip_header,
       "set this request header to the client's address"},
      {"input-ws-origin", "ORIGIN", &s.input_ws_options.origins,
       "accept records from web pages of this origin (default: none)"},
      {"input-ws-certificate", "FILE", &s.input_ws_options.files.certificate, "as --input-http-certificate"},
      {"input-ws-certificate-key", "FILE", &s.input_ws_options.files.certificate_key,
       "as --input-http-certificate-key"},
  };
}

std::vector<Flag> chain_flags(Settings& s) {
  TcpOutputOptions& to_tcp = s.output_tcp_options;
  return {
      {"input-tcp-secure", "", &s.input_tcp_options.secure, "enable TLS; needs a certificate"},
      {"input-tcp-certificate", "FILE", &s.input_tcp_options.files.certificate, "certificate (PEM, with its chain)"},
      {"input-tcp-certificate-key", "FILE", &s.input_tcp_options.files.certificate_key,
       "its key (default: in the certificate's file)"},
      {"input-tcp-ca", "FILE", &s.input_tcp_options.files.authorities,
       "accept only clients with a certificate of these authorities"},
      {"input-tcp-acknowledge", "", &s.input_tcp_options.acknowledge,
       "confirm messages once all outputs are done with them"},
      {"output-tcp-acknowledge", "", &to_tcp.stream.acknowledge, "keep unconfirmed messages, and send them again"},
      {"output-tcp-workers", "N", number(&to_tcp.stream.workers, 1), "number of connections, used in turn"},
      {"output-tcp-sticky", "", &to_tcp.stream.sticky, "send all messages of an id over the same connection"},
      {"output-tcp-buffer", "SIZE", size(&to_tcp.stream.buffer, 1), "size of the buffer while the receiver is away"},
      {"output-tcp-secure", "", &to_tcp.secure, "enable TLS"},
      {"output-tcp-skip-verify", "", &to_tcp.stream.skip_verify, "do not verify the certificate"},
      {"output-tcp-ca", "FILE", &to_tcp.stream.files.authorities, "authorities to trust (default: the system's)"},
      {"output-tcp-certificate", "FILE", &to_tcp.stream.files.certificate, "client certificate (PEM)"},
      {"output-tcp-certificate-key", "FILE", &to_tcp.stream.files.certificate_key,
       "its key (default: in the certificate's file)"},
      {"output-tcp-stats", "", &to_tcp.stream.stats, "print the queue's length (with --stats)"},
      {"output-ws-workers", "N", number(&s.output_ws_options.stream.workers, 1), "as --output-tcp-workers"},
      {"output-ws-sticky", "", &s.output_ws_options.stream.sticky, "as --output-tcp-sticky"},
      {"output-ws-skip-verify", "", &s.output_ws_options.stream.skip_verify, "do not verify the certificate of wss://"},
      {"output-ws-stats", "", &s.output_ws_options.stream.stats, "print the queue's length (with --stats)"},
  };
}

std::vector<Flag> recording_flags(Settings& s) {
  FileOutputOptions& to_file = s.output_file_options;
  return {
      {"input-file-loop", "", &s.input_file_options.loop, "start again at the end"},
      {"input-file-max-wait", "DURATION", &s.input_file_options.max_wait, "shorten longer pauses to this time"},
      {"input-file-read-depth", "N", number(&s.input_file_options.recordings.read_depth, 0),
       "number of records to sort by time"},
      {"input-file-dry-run", "", &s.dry_run, "report what a replay would do, and send nothing"},
      {"output-file-append", "", &to_file.append, "write the single file PATH, after existing content"},
      {"output-file-flush-interval", "DURATION", &to_file.flush_interval, "interval of writes"},
      {"output-file-size-limit", "SIZE", size(&to_file.size_limit, 1), "begin the next file at this size"},
      {"output-file-queue-limit", "N", number(&to_file.queue_limit, 0),
       "begin the next file after N messages; 0: never"},
      {"output-file-max-size-limit", "SIZE", size(&to_file.max_size_limit, 1), "stop recording at this total size"},
  };
}

std::vector<Flag> status_flags(Settings& s) {
  return {
      {"http-allow-status", "LIST", &s.allow_status,
       "pass only these statuses of recorded responses: 200, 2xx, 500-503"},
      {"http-disallow-status", "LIST", &s.disallow_status, "drop these statuses of recorded responses"},
  };
}

std::vector<Flag> old_flags(Settings& s) {
  return {
      {"http-header", "NAME: VALUE", &s.rules.set_header, "an old name of --http-set-header"},
      {"output-http-header", "NAME: VALUE", &s.rules.set_header, "an old name of --http-set-header"},
      {"output-http-method", "METHOD", &s.rules.allow_method, "an old name of --http-allow-method"},
      {"output-http-header-filter", "NAME:REGEX", &s.rules.allow_header, "an old name of --http-allow-header"},
      {"output-http-header-hash-filter", "NAME:N%", &s.rules.header_limiter, "an old name of --http-header-limiter"},
      {"output-http-url-regexp", "REGEX", &s.rules.allow_url, "an old name of --http-allow-url"},
      {"output-http-rewrite-url", "REGEX:NEW", &s.rules.rewrite_url, "an old name of --http-rewrite-url"},
      {"output-dummy", "ANY", any_value(&s.output_stdout), "an old name of --output-stdout"},
      {"output-http-compatibility-mode", "", dead_switch(), "without effect"},
      {"output-http-debug", "", dead_switch(), "without effect: use --verbose"},
      {"cpuprofile", "FILE", no_effect(), "without effect: use perf record"},
      {"memprofile", "FILE", no_effect(), "without effect: use heaptrack"},
  };
}

}  // namespace

std::vector<Flag> rule_flags(RuleOptions& options) {
  return {
      {"http-allow-method", "METHOD", &options.allow_method, "pass only these methods"},
      {"http-allow-url", "REGEX", &options.allow_url, "pass if path and query match one of these"},
      {"http-disallow-url", "REGEX", &options.disallow_url, "drop if path and query match"},
      {"http-allow-header", "NAME:REGEX", &options.allow_header, "pass if this header matches"},
      {"http-disallow-header", "NAME:REGEX", &options.disallow_header, "drop if this header matches"},
      {"http-basic-auth-filter", "REGEX", &options.basic_auth_filter,
       "drop Basic credentials whose user:password does not match"},
      {"http-header-limiter", "NAME:N%", &options.header_limiter,
       "pass a share of this header's values, always the same ones"},
      {"http-param-limiter", "NAME:N%", &options.param_limiter, "pass a share of this query parameter's values"},
      {"http-set-header", "NAME: VALUE", &options.set_header, "set or add a header"},
      {"http-set-param", "NAME=VALUE", &options.set_param, "set or add a query parameter"},
      {"http-rewrite-url", "REGEX:NEW", &options.rewrite_url,
       "replace in path and query ($1: a group); the first match counts"},
      {"http-rewrite-header", "NAME: REGEX,NEW", &options.rewrite_header, "replace in this header's value"},
  };
}

std::vector<Flag> mask_flags(Settings& s) {
  return {
      {"http-mask-header", "NAME", &s.mask.headers, "replace this header's value by a keyed hash"},
      {"http-mask-param", "NAME", &s.mask.params, "replace this query or form parameter by a keyed hash"},
      {"http-mask-json", "PATH", &s.mask.json_paths,
       "replace values in JSON bodies: $.user.email, items[*].id, $..token"},
      {"mask-key-file", "FILE", &s.mask.key_file, "the key of the hash (default: random for each run)"},
      {"prettify-http", "", &s.prettify_http, "decode chunked and gzip bodies"},
  };
}

std::vector<FlagGroup> replay_flags(Settings& settings, std::string& config_file) {
  return {
      {kGeneral, general_flags(settings, config_file)},
      {kInputs, input_flags(settings)},
      {"Capture (--input-raw)", capture_flags(settings)},
      {kOutputs, output_flags(settings)},
      {"Replay (--output-http)", http_flags(settings)},
      {"Servers (--input-http, --input-ws)", server_flags(settings)},
      {"Between gors (--output-tcp, --input-tcp, --output-ws)", chain_flags(settings)},
      {"Recordings (--input-file, --output-file)", recording_flags(settings)},
      {kRules, rule_flags(settings.rules)},
      {kExchanges, status_flags(settings)},
      {kExchanges, mask_flags(settings)},
      {kOldFlags, old_flags(settings)},
  };
}

}  // namespace gor::cli
