# SPDX-License-Identifier: Apache-2.0
# Everything comes from the distribution's packages (scripts/install-packages); the release binary links the archives.
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(Boost 1.81 REQUIRED CONFIG)
find_package(CLI11 REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(tomlplusplus REQUIRED)

# gor_package(TARGET MODULE [ALONE]): links what pkg-config names for MODULE. With GOR_STATIC these are archives, and
# the archives that they need in turn; ALONE leaves the latter out.
function(gor_package target module)
  pkg_check_modules(${target} REQUIRED ${module})
  add_library(${target} INTERFACE)
  if(NOT GOR_STATIC)
    target_link_libraries(${target} INTERFACE ${${target}_LINK_LIBRARIES})
    return()
  endif()
  if(ARGN STREQUAL "ALONE")
    set(names ${${target}_LIBRARIES})
  else()
    set(names ${${target}_STATIC_LIBRARIES})
  endif()
  foreach(name ${names})
    # Part of the C library, which is linked dynamically, or of the compiler.
    if(name MATCHES "^(atomic|dl|m|pthread|rt)$")
      target_link_libraries(${target} INTERFACE ${name})
    else()
      find_library(gor_archive_${name} NAMES lib${name}.a HINTS ${${target}_STATIC_LIBRARY_DIRS} REQUIRED)
      target_link_libraries(${target} INTERFACE ${gor_archive_${name}})
    endif()
  endforeach()
endfunction()

# libpcap.a names D-Bus, of which there is no archive: src/capture/no_dbus.cpp stands in for it.
gor_package(gor_pcap libpcap ALONE)
gor_package(gor_re2 re2)
gor_package(gor_zlib zlib)
gor_package(gor_zstd libzstd)
gor_package(gor_expat expat)
gor_package(gor_yaml yaml-0.1)
gor_package(gor_cap libcap)
gor_package(gor_crypto libcrypto)
gor_package(gor_ssl libssl)
if(GOR_KAFKA)
  # librdkafka.a also names libraries that it needs for nothing here: src/kafka/unused_libraries.cpp stands in for them.
  gor_package(gor_rdkafka rdkafka ALONE)
  gor_package(gor_lz4 liblz4)
  target_link_libraries(gor_rdkafka INTERFACE gor_lz4 gor_zstd gor_zlib gor_ssl gor_crypto Threads::Threads m dl rt)
endif()

# The distributions have no archive of fmt, nor of spdlog, whose headers one file includes.
if(GOR_STATIC)
  add_library(gor_fmt STATIC ${CMAKE_CURRENT_LIST_DIR}/fmt.cpp)
else()
  add_library(gor_fmt ALIAS fmt::fmt)
endif()

add_library(gor_asio INTERFACE)
target_link_libraries(gor_asio INTERFACE Boost::headers Threads::Threads gor_ssl gor_crypto)
# A request is a handful of nested coroutines: Asio keeps the memory of so many for the next one.
target_compile_definitions(gor_asio INTERFACE BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_SEPARATE_COMPILATION
  BOOST_ASIO_RECYCLING_ALLOCATOR_CACHE_SIZE=8)
