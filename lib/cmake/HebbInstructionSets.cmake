# hebb_instruction_sets(SOURCES...)
#
# Files named *_avx512.cpp and *_avx2.cpp hold kernels of that instruction set (see hebb/scalar/packed/packed.hpp) and get its
# compiler flags; on other processors they are to compile to nothing (#if defined(__AVX2__) ...).
function(hebb_instruction_sets)
  if(NOT CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$")
    return()
  endif()
  foreach(source IN LISTS ARGN)
    if(source MATCHES "_avx(2|512)\\.cpp$")
      set_property(SOURCE "${source}" PROPERTY SKIP_PRECOMPILE_HEADERS ON)
    endif()
    if(source MATCHES "_avx512\\.cpp$")
      set_property(SOURCE "${source}" APPEND PROPERTY COMPILE_OPTIONS -mavx512f -mavx512dq)
    elseif(source MATCHES "_avx2\\.cpp$")
      set_property(SOURCE "${source}" APPEND PROPERTY COMPILE_OPTIONS -mavx2 -mfma)
    endif()
  endforeach()
endfunction()
