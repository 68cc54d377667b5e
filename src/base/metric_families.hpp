// SPDX-License-Identifier: Apache-2.0
// The families of all numbers that stations keep beside their messages; docs/observability.md lists them.
#pragma once

#include <array>

#include "gor/metrics.hpp"

namespace gor::metrics {

// The process and all stations: made by views, not kept by stations.
inline constexpr MetricFamily kMessages{"gor_messages_total", "", "Messages at each station, by what became of them.",
                                        "type, fate, reason"};
inline constexpr MetricFamily kHeld{"gor_held_messages", "", "Messages inside the station now."};
inline constexpr MetricFamily kFailed{"gor_station_failed", "", "1 if the station has failed for good, else 0."};
inline constexpr MetricFamily kMemory{"gor_memory_bytes", "", "Memory of the messages that each holder keeps.",
                                      "holder"};
inline constexpr MetricFamily kMemoryLimit{"gor_memory_limit_bytes", "", "The limit that --memory-limit sets."};
inline constexpr MetricFamily kBuildInfo{"gor_build_info", "", "1, with the version of gor.", "version"};
inline constexpr MetricFamily kProcessCpu{"process_cpu_seconds_total", "", "User and system CPU time."};
inline constexpr MetricFamily kProcessResident{"process_resident_memory_bytes", "", "Memory of the process in RAM."};
inline constexpr MetricFamily kProcessVirtual{"process_virtual_memory_bytes", "", "Address space of the process."};
inline constexpr MetricFamily kProcessDescriptors{"process_open_fds", "", "Open file descriptors."};
inline constexpr MetricFamily kProcessMostDescriptors{"process_max_fds", "", "The limit of open file descriptors."};
inline constexpr MetricFamily kProcessStart{"process_start_time_seconds", "", "The start of the run, in Unix time."};

// The capture.
inline constexpr MetricFamily kPackets{"gor_packets_total", "packets", "Packets read, by what became of them.",
                                       "interface, fate"};
inline constexpr MetricFamily kKernelDrops{"gor_kernel_dropped_packets_total", "packets dropped by the kernel",
                                           "Packets that the kernel dropped because its buffer was full.", "interface"};
inline constexpr MetricFamily kFragments{"gor_ip_fragments_total", "fragments", "Fragments of IP packets."};
inline constexpr MetricFamily kGivenUpFragments{"gor_incomplete_fragmented_packets_total",
                                                "fragmented packets given up", "IP packets that were never complete."};
inline constexpr MetricFamily kHoles{"gor_stream_holes_total", "holes",
                                     "Gaps in TCP streams: bytes that were not captured."};
inline constexpr MetricFamily kOrphans{"gor_unpaired_responses_total", "responses without request",
                                       "Captured responses whose request was not captured."};
inline constexpr MetricFamily kNoMessage{"gor_unparsed_segments_total", "segments that begin no message",
                                         "TCP segments between messages that do not begin one."};
inline constexpr MetricFamily kOtherProtocols{"gor_other_protocol_connections_total", "connections of other protocols",
                                              "TCP connections that do not use HTTP, or switched to something else."};
inline constexpr MetricFamily kTruncated{"gor_truncated_messages_total", "messages over copy-buffer-size",
                                         "Messages cut off at --copy-buffer-size."};
inline constexpr MetricFamily kOwnConnections{"gor_own_connections_total", "own connections",
                                              "TCP connections of gor's own outputs, which are not captured."};
inline constexpr MetricFamily kOutOfWindow{"gor_out_of_window_segments_total", "segments out of place",
                                           "TCP segments with an implausible sequence number."};
inline constexpr MetricFamily kConflicts{"gor_conflicting_segments_total", "conflicting copies",
                                         "TCP segments whose bytes differ from an earlier copy."};
inline constexpr MetricFamily kPods{"gor_captured_pods", "", "Pods of Kubernetes that are captured now."};
inline constexpr MetricFamily kKubernetesAnswers{"gor_kubernetes_api_up", "",
                                                 "1 if the Kubernetes API has answered last, else 0."};
inline constexpr MetricFamily kDamagedCaptures{"gor_damaged_capture_files_total", "capture files damaged",
                                               "Capture files that end with an error."};

// Recordings, and records from other gors.
inline constexpr MetricFamily kDamagedRecords{"gor_damaged_records_total", "damaged records",
                                              "Records that could not be read."};
inline constexpr MetricFamily kHalfRecords{"gor_incomplete_records_total", "half records",
                                           "Records whose connection ended before they were complete."};
inline constexpr MetricFamily kDuplicates{"gor_duplicate_records_total", "duplicates",
                                          "Records received a second time and discarded."};
inline constexpr MetricFamily kUndelivered{
    "gor_undelivered_records_total", "not delivered",
    "Acknowledged records that a later station lost: the sender sends them again."};
inline constexpr MetricFamily kStrangers{"gor_foreign_connections_total", "strangers",
                                         "Connections closed because they did not begin with a record."};
inline constexpr MetricFamily kInexactJson{"gor_inexact_json_records_total", "not exact in JSON",
                                           "Requests written as JSON with bytes that are not UTF-8, and are replaced."};
inline constexpr MetricFamily kReplayLag{"gor_replay_lag_seconds", "", "How late the last message of the replay was.",
                                         "", 1e-9};
inline constexpr MetricFamily kMostReplayLag{"gor_replay_max_lag_seconds", "ms late at most",
                                             "How late the latest message of the replay was.", "", 1e-3};
inline constexpr MetricFamily kReplaySize{"gor_replay_size_bytes", "", "The size of the recordings that are replayed."};
inline constexpr MetricFamily kReplayPosition{"gor_replay_position_bytes", "",
                                              "How far the recordings have been read in this round."};

// Connections.
inline constexpr MetricFamily kConnections{"gor_connections_total", "connections", "Connections opened or accepted."};
inline constexpr MetricFamily kOpenConnections{"gor_open_connections", "", "Connections that are open now."};
inline constexpr MetricFamily kCutOffConnections{"gor_connections_cut_off_total", "cut off at the end",
                                                 "Connections closed at the end while their peer was still sending."};
inline constexpr MetricFamily kTurnedAway{"gor_connections_turned_away_total", "turned away",
                                          "Connections refused, or closed early, to make room."};
inline constexpr MetricFamily kTlsFailures{"gor_tls_handshake_failures_total", "TLS handshakes failed",
                                           "Incoming connections whose TLS handshake failed."};
inline constexpr MetricFamily kWebSocketFailures{"gor_websocket_handshake_failures_total", "handshakes failed",
                                                 "Incoming connections whose WebSocket handshake failed."};
inline constexpr MetricFamily kMalformed{"gor_malformed_requests_total", "malformed",
                                         "Requests to --input-http answered with 400."};
inline constexpr MetricFamily kTooLarge{"gor_oversized_requests_total", "too large",
                                        "Requests to --input-http that exceed a limit."};
inline constexpr MetricFamily kTimedOut{"gor_timed_out_requests_total", "timed out",
                                        "Requests to --input-http that took too long to arrive."};

// Outputs.
inline constexpr MetricFamily kUnanswered{"gor_unanswered_requests_total", "without an answer",
                                          "Requests that --output-binary sent, to which no byte came back."};
inline constexpr MetricFamily kUnrequestedBytes{
    "gor_unrequested_bytes_total", "bytes outside answers",
    "Bytes that a target of --output-binary sent when no answer was awaited."};
inline constexpr MetricFamily kObjects{"gor_uploaded_objects_total", "objects", "Objects uploaded to S3."};
inline constexpr MetricFamily kUploadRetries{"gor_upload_retries_total", "uploads tried again",
                                             "Uploads to S3 that failed, and are tried again."};
inline constexpr MetricFamily kDeletedFiles{"gor_deleted_files_total", "files deleted",
                                            "Old files of the recording, deleted by --output-file-keep."};
inline constexpr MetricFamily kWaitingFiles{"gor_waiting_files", "",
                                            "Complete files that wait for their upload to S3."};
inline constexpr MetricFamily kDownSince{"gor_output_down_since_seconds", "",
                                         "Unix time since which an output has delivered nothing; 0 while it delivers."};
inline constexpr MetricFamily kQueueMessages{"gor_queue_messages", "", "Messages that wait in the station's queue."};
inline constexpr MetricFamily kQueueBytes{"gor_queue_bytes", "", "Memory of the messages that wait in the queue."};
inline constexpr MetricFamily kQueueWrites{"gor_queue_writes_total", "",
                                           "Messages that were to be queued, those without room included."};
inline constexpr MetricFamily kQueueLengths{"gor_queue_lengths_total", "",
                                            "The sum of the queue's length at each gor_queue_writes_total."};
inline constexpr MetricFamily kQueueLast{"gor_queue_last_messages", "", "The queue's length at the last write."};
inline constexpr MetricFamily kQueuePeak{
    "gor_queue_peak_messages", "", "The queue's greatest length, since the last line of --stats if there are any."};
inline constexpr MetricFamily kBytes{"gor_bytes_total", "", "Bytes of messages that came in or went out.", "direction"};
inline constexpr MetricFamily kRequestDuration{
    "http_client_request_duration_seconds", "", "From the send of a request to the end of its response.",
    "http_request_method, http_response_status_code, error_type, server_address, server_port"};
inline constexpr MetricFamily kReplayDelay{
    "gor_replay_delay_seconds", "",
    "From the time at which a request was to be sent, late or not, to the end of its response.", "status_class"};
inline constexpr MetricFamily kRouteDuration{
    "gor_route_duration_seconds", "", "From the send of a request to the end of its response, by route.", "route"};
inline constexpr MetricFamily kRouteFailures{"gor_route_failures_total", "",
                                             "Requests without a response, or with a status of 500 and more, by route.",
                                             "route"};
inline constexpr MetricFamily kResends{"gor_resent_requests_total", "resends",
                                       "Requests sent again after a reused connection had been closed."};
inline constexpr MetricFamily kRedirects{"gor_followed_redirects_total", "redirects", "Redirects followed."};
inline constexpr MetricFamily kSurplus{"gor_truncated_requests_total", "surplus cut off",
                                       "Requests with bytes after their end, which were not sent."};
inline constexpr MetricFamily kUnclearLength{
    "gor_ambiguous_length_requests_total", "unclear length",
    "Requests with an ambiguous length, each sent on a connection of its own."};
inline constexpr MetricFamily kSentAgain{"gor_resent_messages_total", "sent again",
                                         "Messages sent again because the receiver had not confirmed them."};
inline constexpr MetricFamily kUnconfirmed{"gor_unconfirmed_messages_total", "unconfirmed",
                                           "Messages written to a connection that ended before they were confirmed."};

// Between inputs and outputs.
inline constexpr MetricFamily kBadLines{"gor_malformed_middleware_lines_total", "bad lines",
                                        "Lines of the middleware that contain no message."};
inline constexpr MetricFamily kRestarts{"gor_middleware_restarts_total", "restarts", "Restarts of the middleware."};
inline constexpr MetricFamily kOverdue{"gor_overdue_requests_total", "overdue",
                                       "Requests whose successors were released without their response."};
inline constexpr MetricFamily kLearnt{"gor_correlated_values_total", "values",
                                      "Recorded values for which a replayed value was found."};
inline constexpr MetricFamily kMissing{"gor_missing_values_total", "missing",
                                       "Recorded values that the replayed response lacked."};
inline constexpr MetricFamily kRewritten{"gor_rewritten_requests_total", "rewritten",
                                         "Requests that got replayed values in place of recorded ones."};

}  // namespace gor::metrics
