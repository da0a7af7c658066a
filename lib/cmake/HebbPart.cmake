include("${CMAKE_CURRENT_LIST_DIR}/HebbInstructionSets.cmake")

# hebb_part(NAME [USES part...] [LINKS public targets...] [LINKS_PRIVATE targets...])
#
# One library target hebb::NAME from lib/hebb/NAME/*.cpp (INTERFACE when the folder holds headers only).
# USES is the only place where a dependency between parts is declared; tests/support/check_layers.py compares
# it with the includes.
function(hebb_part name)
  cmake_parse_arguments(PART "" "" "USES;LINKS;LINKS_PRIVATE" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/hebb/${name}/*.cpp" "${CMAKE_CURRENT_SOURCE_DIR}/hebb/${name}/*/*.cpp")
  set(target "hebb_${name}")
  if(sources)
    hebb_instruction_sets(${sources})
    add_library(${target} STATIC ${sources})
    set(scope PUBLIC)
    target_link_libraries(${target} PRIVATE ${PART_LINKS_PRIVATE})
    target_compile_options(${target} PRIVATE $<$<BOOL:${PROJECT_IS_TOP_LEVEL}>:-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion>)
    set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  add_library(hebb::${name} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
  target_include_directories(${target} ${scope}
    $<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  list(TRANSFORM PART_USES PREPEND "hebb::")
  target_link_libraries(${target} ${scope} hebb::soundness ${PART_USES} ${PART_LINKS})
  set_property(GLOBAL APPEND PROPERTY HEBB_TARGETS ${target})
endfunction()
