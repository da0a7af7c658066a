# hebb_instruction_sets(SOURCES...)
#
# Files named *_avx512.cpp and *_avx2.cpp hold kernels of that instruction set (see hebb/scalar/packed/packed.hpp) and get its
# compiler flags; on other processors they are to compile to nothing (#if defined(__AVX2__) ...). *_portable.cpp are the same
# kernels without such flags. All of these are compiled each by itself.
function(hebb_instruction_sets)
  set(kernels ${ARGN})
  list(FILTER kernels INCLUDE REGEX "_(portable|avx2|avx512)\\.cpp$")
  set_property(SOURCE ${kernels} PROPERTY SKIP_UNITY_BUILD_INCLUSION ON)
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
