# hebb_coq_record(FILE CHECKER VARIABLE)
#
# The digests in the record FILE of what the verified checker has accepted; none when the record is about other sources of the
# checker than those of the digest CHECKER, or is no longer what `hebb check --coq --record` wrote: its last line is the digest of
# the text before that line.
function(hebb_coq_record file checker variable)
  set(${variable} "" PARENT_SCOPE)
  file(READ "${file}" json)
  string(FIND "${json}" "\n\"record\": " end)
  math(EXPR end "${end} + 1")
  string(SUBSTRING "${json}" 0 ${end} text)
  string(SHA256 found "${text}")
  string(SUBSTRING "${json}" ${end} -1 last_line)
  if(NOT last_line STREQUAL "\"record\": \"${found}\"\n}\n")
    message(WARNING "proofs: ${file} is not what `hebb check --coq --record` wrote; nothing counts as accepted by the verified checker")
    return()
  endif()
  string(JSON recorded GET "${json}" checker)
  if(NOT recorded STREQUAL checker)
    message(STATUS "proofs: ${file} is about another version of the verified checker")
    return()
  endif()
  string(REGEX MATCHALL "sha256:[0-9a-f]+" digests "${text}")
  list(SORT digests)
  set(${variable} "${digests}" PARENT_SCOPE)
endfunction()

# hebb_coq_tables(TARGET FOLDER)
#
# Compiles FOLDER/theorems.json and FOLDER/accepted.json (what Coq has established) and the axioms allowed there into the library
# TARGET, see hebb/theorems/coq_theorems.hpp. The build configures itself anew when they change.
function(hebb_coq_tables target folder)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${folder}/theorems.json" "${folder}/accepted.json")
  file(READ "${folder}/theorems.json" json)
  string(JSON count LENGTH "${json}")
  set(theorems "")
  math(EXPR last "${count} - 1")
  foreach(row RANGE ${last})
    foreach(key IN ITEMS claim theorem file)
      string(JSON ${key} GET "${json}" ${row} ${key})
    endforeach()
    string(JSON paper ERROR_VARIABLE absent GET "${json}" ${row} paper)
    if(absent)
      set(paper "")
    endif()
    string(APPEND theorems "  {\"${claim}\", \"${paper}\", \"${theorem}\", \"${file}\"},\n")
  endforeach()
  # A record of another version of the checker counts for nothing.
  file(GLOB sources CONFIGURE_DEPENDS "${folder}/checker/*.v")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${sources})
  list(SORT sources)
  set(contents "")
  foreach(source IN LISTS sources)
    file(SHA256 "${source}" hash)
    get_filename_component(name "${source}" NAME)
    string(APPEND contents "${name} ${hash}\n")
  endforeach()
  string(SHA256 checker "${contents}")
  hebb_coq_record("${folder}/accepted.json" "${checker}" digests)
  list(LENGTH digests accepted)
  list(TRANSFORM digests REPLACE "(.+)" "  \"\\1\",\n")
  list(JOIN digests "" digests)
  set(axioms "")
  foreach(list IN ITEMS allowed_axioms checker_axioms)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${folder}/${list}.txt")
    file(STRINGS "${folder}/${list}.txt" lines REGEX "^[A-Za-z]")
    list(TRANSFORM lines REPLACE "[ #].*$" "")
    list(APPEND axioms ${lines})
  endforeach()
  list(SORT axioms)
  list(LENGTH axioms allowed)
  list(TRANSFORM axioms REPLACE "(.+)" "  \"\\1\",\n")
  list(JOIN axioms "" axioms)
  set(source "${CMAKE_CURRENT_BINARY_DIR}/coq_tables.cpp")
  file(CONFIGURE OUTPUT "${source}" @ONLY CONTENT
"#include <array>
#include <hebb/theorems/coq_theorems.hpp>
namespace hebb {
namespace {
constexpr CoqTheorem theorems[] = {
@theorems@};
constexpr std::array<std::string_view, @accepted@> accepted = {
@digests@};
constexpr std::array<std::string_view, @allowed@> axioms = {
@axioms@};
}  // namespace
std::span<const CoqTheorem> coq_theorems() { return theorems; }
std::span<const std::string_view> digests_accepted_in_coq() { return accepted; }
std::span<const std::string_view> axioms_allowed_in_coq() { return axioms; }
}  // namespace hebb
")
  target_sources(${target} PRIVATE "${source}")
endfunction()
