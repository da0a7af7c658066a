# Compiler settings of the project itself. What a user of the library needs travels with hebb::soundness instead.
if(PROJECT_IS_TOP_LEVEL)
  if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
  endif()
  set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
  set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
  set(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL ON)  # the precompiled headers of the tests need what lib/ has found
  find_program(HEBB_CCACHE ccache)
  if(HEBB_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    # ccache keeps objects that use a precompiled header only when it is told that __TIME__ in it does not matter.
    set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env CCACHE_SLOPPINESS=pch_defines,time_macros "${HEBB_CCACHE}")
  endif()
endif()

# A compiler that may reorder floating-point arithmetic cannot certify anything: refuse to configure.
foreach(flags IN ITEMS CMAKE_CXX_FLAGS CMAKE_CXX_FLAGS_${CMAKE_BUILD_TYPE} CMAKE_CXX_FLAGS_RELEASE ENV{CXXFLAGS})
  string(TOUPPER "${flags}" name)
  if(flags MATCHES "^ENV{(.*)}$")
    set(value "$ENV{${CMAKE_MATCH_1}}")
  else()
    set(value "${${flags}}")
  endif()
  if(value MATCHES "-Ofast|-ffast-math|-funsafe-math-optimizations|-fassociative-math|-freciprocal-math|-ffinite-math-only|-mdaz-ftz")
    message(FATAL_ERROR "hebb: the compiler flags '${value}' allow unsound floating-point arithmetic; remove ${CMAKE_MATCH_0}")
  endif()
endforeach()

option(BUILD_SHARED_LIBS "Build the parts of the library as shared libraries" OFF)
include(GNUInstallDirs)
include("${CMAKE_CURRENT_LIST_DIR}/HebbPrecompiled.cmake")
include(HebbPart)
include(HebbCoqTables)
