# SPDX-License-Identifier: Apache-2.0
# Everything comes from the distribution's packages (scripts/install-packages); the release binary links the archives.
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED)
find_package(CLI11 REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(tomlplusplus REQUIRED)
if(GOR_STATIC)
  set(OPENSSL_USE_STATIC_LIBS ON)
endif()
find_package(OpenSSL REQUIRED)

# The distribution has no archives of these two: the binary that must stand alone takes them as headers, which takes its time.
if(GOR_STATIC)
  add_library(gor_fmt ALIAS fmt::fmt-header-only)
  add_library(gor_spdlog ALIAS spdlog::spdlog_header_only)
else()
  add_library(gor_fmt ALIAS fmt::fmt)
  add_library(gor_spdlog ALIAS spdlog::spdlog)
endif()

# gor_archive(TARGET NAME): links libNAME.a where the binary must stand alone, libNAME.so elsewhere.
function(gor_archive target name)
  if(GOR_STATIC)
    find_library(${name}_path NAMES lib${name}.a REQUIRED)
  else()
    find_library(${name}_path NAMES ${name} REQUIRED)
  endif()
  add_library(${target} INTERFACE)
  target_link_libraries(${target} INTERFACE ${${name}_path})
endfunction()

gor_archive(gor_pcap pcap)
gor_archive(gor_re2 re2)
gor_archive(gor_zlib z)
gor_archive(gor_zstd zstd)

add_library(gor_asio INTERFACE)
target_link_libraries(gor_asio INTERFACE Boost::headers Threads::Threads)
target_compile_definitions(gor_asio INTERFACE BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_SEPARATE_COMPILATION)
target_link_libraries(gor_asio INTERFACE OpenSSL::SSL OpenSSL::Crypto)
