# SPDX-License-Identifier: Apache-2.0
# A compiler cache and a fast linker, where they are installed.

# Paths in commands become relative to the source folder, and debug information and reports name files relative to it:
# so a second clone finds in the cache what the first one has compiled. A ccache.conf of the user still holds.
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  # With and without ccache, packages are equal: names are relative to the build folder, as ccache makes them, and debug information does not
  # list the options, whose order it changes.
  file(RELATIVE_PATH above ${CMAKE_BINARY_DIR} ${PROJECT_SOURCE_DIR})
  string(REGEX REPLACE "/$" "" above "${above}")
  add_compile_options(-ffile-prefix-map=${PROJECT_SOURCE_DIR}=${above} -ffile-prefix-map=${CMAKE_BINARY_DIR}=.
    -ffile-prefix-map=${CMAKE_BINARY_DIR}/= -gno-record-gcc-switches)
else()
  add_compile_options(-ffile-prefix-map=${PROJECT_SOURCE_DIR}/=)
endif()
find_program(CCACHE ccache)
if(CCACHE)
  set(launcher ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1
      CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${launcher})
endif()

find_program(LLD ld.lld)
if(LLD)
  add_link_options(-fuse-ld=lld)
endif()

# What most files include is compiled once, which saves a quarter of the time of a build. A file still includes what it
# uses: scripts/lint and Clang look at each one without this. Names in brackets alone: with paths in it no other clone
# would find it in the cache.
set(GOR_COMMON_HEADERS <algorithm> <array> <atomic> <chrono> <condition_variable> <cstdint> <filesystem> <functional> <map>
    <memory> <mutex> <optional> <span> <string> <string_view> <thread> <utility> <variant> <vector> <fmt/format.h>)

# gor_precompile(TARGET OWNER HEADER...): compiles the headers once, for OWNER, and includes them in all files of TARGET.
function(gor_precompile target owner)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    return()
  endif()
  target_compile_options(${target} PRIVATE -fpch-preprocess)
  if(target STREQUAL owner)
    target_precompile_headers(${target} PRIVATE ${ARGN})
  else()
    target_precompile_headers(${target} REUSE_FROM ${owner})
  endif()
endfunction()
