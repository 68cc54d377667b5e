// SPDX-License-Identifier: Apache-2.0
#include "report/process.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include <sys/resource.h>

#include <unistd.h>

namespace gor::report {
namespace {

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

}  // namespace

ProcessNumbers read_process() {
  ProcessNumbers numbers;
  rusage usage{};
  if (getrusage(RUSAGE_SELF, &usage) == 0) numbers.cpu_seconds = seconds(usage.ru_utime) + seconds(usage.ru_stime);
  const auto page = static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  std::ifstream memory("/proc/self/statm");
  memory >> numbers.virtual_bytes >> numbers.resident_bytes;
  numbers.virtual_bytes *= page;
  numbers.resident_bytes *= page;
  std::error_code error;
  const std::filesystem::directory_iterator descriptors("/proc/self/fd", error);
  numbers.open_descriptors = static_cast<std::uint64_t>(std::distance(begin(descriptors), end(descriptors)));
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) == 0) numbers.most_descriptors = files.rlim_cur;
  return numbers;
}

}  // namespace gor::report
