# Compiling in minutes.
#
# hebb_precompiled(TARGET [TESTS])
#   Lets the sources of TARGET share one compiled copy of lib/cmake/precompiled.hpp, or with TESTS of the one that has GoogleTest
#   as well: 3 seconds a source. Only in builds of the project itself; kernels of special instruction sets are compiled without it
#   (see HebbInstructionSets.cmake).
# hebb_compiled_together(TARGET [SIZE])
#   Compiles the sources of TARGET by SIZE at a time (4): what templates they share is instantiated once, which halves the
#   processor time. HEBB_TOGETHER=OFF compiles each by itself, as the presets dev and clang do.
# hebb_precompiled_command(VARIABLE)
#   The compiler as a list of words, with the first of them where it can be used, for sources outside of any target.
# hebb_cold(TARGET)
#   -O1 in optimised builds, for code in which no time is spent;
# hebb_hot_sources(SOURCES...)
#   but -O3, and each by itself, for these sources of it.
option(HEBB_PRECOMPILED "Compile the common headers once" ${PROJECT_IS_TOP_LEVEL})
option(HEBB_TOGETHER "Compile several sources at a time" ${PROJECT_IS_TOP_LEVEL})
set(HEBB_CMAKE_FOLDER "${CMAKE_CURRENT_LIST_DIR}")

# What a precompiled header depends on must be the same everywhere: -Wpedantic takes a predefined macro away, programs would
# be -fPIE. And the compiler shall not collect its garbage before it holds half a gigabyte: a tenth of the time.
set(HEBB_PRECOMPILED_OPTIONS -Wpedantic -fPIC)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  list(APPEND HEBB_PRECOMPILED_OPTIONS --param=ggc-min-heapsize=524288)
endif()
set(HEBB_PRECOMPILED_LIBRARIES hebb::soundness Boost::headers fmt::fmt)

function(hebb_precompiled target)
  if(NOT HEBB_PRECOMPILED)
    return()
  endif()
  set(flavour hebb_precompiled)
  set(header precompiled.hpp)
  set(libraries ${HEBB_PRECOMPILED_LIBRARIES})
  if("TESTS" IN_LIST ARGN)
    set(flavour hebb_precompiled_tests)
    set(header precompiled_tests.hpp)
    list(APPEND libraries GTest::gtest)
  endif()
  if(NOT TARGET ${flavour})
    file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/${flavour}.cpp" CONTENT "")
    add_library(${flavour} OBJECT "${CMAKE_BINARY_DIR}/${flavour}.cpp")
    target_link_libraries(${flavour} PRIVATE ${libraries})
    target_compile_options(${flavour} PRIVATE ${HEBB_PRECOMPILED_OPTIONS})
    target_precompile_headers(${flavour} PRIVATE "${HEBB_CMAKE_FOLDER}/${header}")
  endif()
  set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE OFF)  # -fPIC is among the options
  target_compile_options(${target} PRIVATE ${HEBB_PRECOMPILED_OPTIONS})
  target_compile_definitions(${target} PRIVATE $<TARGET_PROPERTY:Boost::headers,INTERFACE_COMPILE_DEFINITIONS>)
  target_precompile_headers(${target} REUSE_FROM ${flavour})
endfunction()

function(hebb_precompiled_command variable)
  if(NOT (HEBB_PRECOMPILED AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU"))
    set(${variable} "${CMAKE_CXX_COMPILER}" ${CMAKE_CXX20_STANDARD_COMPILE_OPTION} PARENT_SCOPE)
    return()
  endif()
  string(TOUPPER "${CMAKE_BUILD_TYPE}" type)
  separate_arguments(command UNIX_COMMAND "${CMAKE_CXX_FLAGS} ${CMAKE_CXX_FLAGS_${type}}")
  list(PREPEND command "${CMAKE_CXX_COMPILER}")
  list(APPEND command ${CMAKE_CXX20_EXTENSION_COMPILE_OPTION} ${HEBB_PRECOMPILED_OPTIONS})
  foreach(library IN LISTS HEBB_PRECOMPILED_LIBRARIES)
    get_target_property(options ${library} INTERFACE_COMPILE_OPTIONS)
    get_target_property(definitions ${library} INTERFACE_COMPILE_DEFINITIONS)
    if(options)
      list(APPEND command ${options})
    endif()
    if(definitions)
      list(TRANSFORM definitions PREPEND -D)
      list(APPEND command ${definitions})
    endif()
  endforeach()
  get_target_property(folder hebb_precompiled BINARY_DIR)
  set(${variable} ${command} -include "${folder}/CMakeFiles/hebb_precompiled.dir/cmake_pch.hxx" PARENT_SCOPE)
endfunction()

function(hebb_cold target)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
endfunction()

function(hebb_hot_sources)
  set_property(SOURCE ${ARGN} APPEND PROPERTY COMPILE_OPTIONS $<$<CONFIG:Release>:-O3>)
endfunction()

function(hebb_compiled_together target)
  if(HEBB_TOGETHER)
    set(size 4)
    if(ARGN)
      set(size ${ARGN})
    endif()
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE ${size})
  endif()
endfunction()
