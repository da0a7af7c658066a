# hebb_precompiled(TARGET)
#
# Lets the sources of TARGET share one compiled copy of lib/cmake/precompiled.hpp: 3 seconds a source. Only in builds of the
# project itself; kernels of special instruction sets are compiled without it (see HebbInstructionSets.cmake).
option(HEBB_PRECOMPILED "Compile the common headers once" ${PROJECT_IS_TOP_LEVEL})
set(HEBB_PRECOMPILED_HEADER "${CMAKE_CURRENT_LIST_DIR}/precompiled.hpp")

function(hebb_precompiled target)
  if(NOT HEBB_PRECOMPILED)
    return()
  endif()
  # What a precompiled header depends on: -Wpedantic takes a predefined macro away, programs would be -fPIE.
  set(same_everywhere -Wpedantic -fPIC)
  set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
  if(NOT TARGET hebb_precompiled)
    file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/precompiled.cpp" CONTENT "")
    add_library(hebb_precompiled OBJECT "${CMAKE_BINARY_DIR}/precompiled.cpp")
    target_link_libraries(hebb_precompiled PRIVATE hebb::soundness Boost::headers fmt::fmt TBB::tbb)
    target_compile_options(hebb_precompiled PRIVATE ${same_everywhere})
    target_precompile_headers(hebb_precompiled PRIVATE "${HEBB_PRECOMPILED_HEADER}")
  endif()
  target_compile_options(${target} PRIVATE ${same_everywhere})
  target_precompile_headers(${target} REUSE_FROM hebb_precompiled)
endfunction()

# hebb_cold(TARGET): compiled with -O1 in optimised builds, for code in which no time is spent.
function(hebb_cold target)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
endfunction()
