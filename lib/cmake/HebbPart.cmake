include("${CMAKE_CURRENT_LIST_DIR}/HebbInstructionSets.cmake")

# hebb_part(NAME [TOGETHER] [COLD [HOT prefix...]] [USES part...] [LINKS public targets...] [LINKS_PRIVATE targets...]
#           [DIRECTORY folder])
#
# One library target hebb::NAME from lib/hebb/NAME/*.cpp (INTERFACE when the folder holds headers only), or from another
# folder, whose headers are <hebb/NAME/...> all the same.
# COLD: no time is spent there (or it is spent within GMP), so it is compiled with -O1 in two thirds of the time; HOT names
# the folders (boxes/) and files (short_) in it for which that is not so, by their beginnings.
# TOGETHER: several sources are compiled at a time (see HebbPrecompiled.cmake). Not where bounds and proofs are computed: what
# is said there shall mean what it means by itself, whatever another source calls its own functions.
# USES is the only place where a dependency between parts is declared; tests/support/check_layers.py compares
# it with the includes.
# With BUILD_SHARED_LIBS a part is a shared library.
function(hebb_part name)
  cmake_parse_arguments(PART "TOGETHER;COLD" "DIRECTORY" "HOT;USES;LINKS;LINKS_PRIVATE" ${ARGN})
  set(folder "${CMAKE_CURRENT_SOURCE_DIR}/hebb/${name}")
  set(includes "${CMAKE_CURRENT_SOURCE_DIR}")
  if(PART_DIRECTORY)
    get_filename_component(folder "${PART_DIRECTORY}" ABSOLUTE)
    set(includes "${CMAKE_CURRENT_BINARY_DIR}/include")
    file(MAKE_DIRECTORY "${includes}/hebb")
    file(CREATE_LINK "${folder}" "${includes}/hebb/${name}" SYMBOLIC)
  endif()
  install(DIRECTORY "${folder}/" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/hebb/${name}" FILES_MATCHING PATTERN "*.hpp")
  file(GLOB sources CONFIGURE_DEPENDS "${folder}/*.cpp" "${folder}/*/*.cpp")
  set(target "hebb_${name}")
  if(sources)
    hebb_instruction_sets(${sources})
    add_library(${target} ${sources})
    set(scope PUBLIC)
    target_link_libraries(${target} PRIVATE ${PART_LINKS_PRIVATE})
    target_compile_options(${target} PRIVATE $<$<BOOL:${PROJECT_IS_TOP_LEVEL}>:-Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion>)
    set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON)
    hebb_shared(${target})
    hebb_precompiled(${target})
    if(PART_TOGETHER)
      hebb_compiled_together(${target})
    endif()
    if(PART_COLD)
      hebb_cold(${target})
      foreach(hot IN LISTS PART_HOT)
        set(hot_sources ${sources})
        list(FILTER hot_sources INCLUDE REGEX "/${name}/${hot}")
        hebb_hot_sources(${hot_sources})
      endforeach()
    endif()
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  add_library(hebb::${name} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
  target_include_directories(${target} ${scope}
    $<BUILD_INTERFACE:${includes}> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  list(TRANSFORM PART_USES PREPEND "hebb::")
  target_link_libraries(${target} ${scope} hebb::soundness ${PART_USES} ${PART_LINKS})
  set_property(GLOBAL APPEND PROPERTY HEBB_TARGETS ${target})
endfunction()

# hebb_shared(TARGET)
#
# What a shared TARGET needs: the names of other libraries that are compiled into it are hidden, names that no declared part
# has are an error, and it finds the other parts beside itself wherever it is installed.
function(hebb_shared target)
  get_target_property(type ${target} TYPE)
  if(NOT type STREQUAL "SHARED_LIBRARY")
    return()
  endif()
  set(names "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/exported.map")
  set_target_properties(${target} PROPERTIES VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}
                                             DEFINE_SYMBOL "" INSTALL_RPATH "$ORIGIN" LINK_DEPENDS "${names}")
  target_link_options(${target} PRIVATE "LINKER:--version-script=${names}" LINKER:--no-undefined)
endfunction()
