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
# Compiles FOLDER/theorems.json, FOLDER/checked.json and FOLDER/accepted.json (what Coq has established) and the axioms allowed
# there into the library TARGET, see hebb/theorems/coq_theorems.hpp. The build configures itself anew when they change.
function(hebb_coq_tables target folder)
  file(GLOB sources CONFIGURE_DEPENDS "${folder}/theory/*.v" "${folder}/checker/*.v")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${sources} "${folder}/_CoqProject" "${folder}/theorems.json"
               "${folder}/checked.json" "${folder}/accepted.json" "${folder}/allowed_axioms.txt" "${folder}/checker_axioms.txt")
  set(source "${CMAKE_CURRENT_BINARY_DIR}/coq_tables.cpp")
  hebb_write_coq_tables("${folder}" "${source}")
  target_sources(${target} PRIVATE "${source}")
endfunction()

# The digest of files of FOLDER, by their paths in it: sha256 of the lines "PATH SHA256" in the order of the paths.
function(_hebb_digest_of variable folder)
  set(paths ${ARGN})
  list(SORT paths)
  set(contents "")
  foreach(path IN LISTS paths)
    file(SHA256 "${folder}/${path}" hash)
    string(APPEND contents "${path} ${hash}\n")
  endforeach()
  string(SHA256 digest "${contents}")
  set(${variable} "${digest}" PARENT_SCOPE)
endfunction()

# hebb_write_coq_tables(FOLDER SOURCE): only writes the C++ source.
function(hebb_write_coq_tables folder source)
  # A record of another version of the theory counts for nothing; nor does one that rests on an axiom that is not allowed, and
  # a theorem that it does not name was not checked.
  file(GLOB theory RELATIVE "${folder}" "${folder}/theory/*.v")
  _hebb_digest_of(theory "${folder}" ${theory} _CoqProject)
  file(READ "${folder}/checked.json" record)
  string(JSON recorded GET "${record}" theory)
  set(unchanged false)
  if(recorded STREQUAL theory)
    set(unchanged true)
  else()
    message(STATUS "proofs: checked.json is about another version of the Coq theory; run ./bootstrap.sh proofs")
  endif()
  file(STRINGS "${folder}/allowed_axioms.txt" allowed REGEX "^[A-Za-z]")
  list(TRANSFORM allowed REPLACE "[ #].*$" "")
  foreach(part IN ITEMS axioms theorems)
    set(${part}_checked "")
    string(JSON count LENGTH "${record}" ${part})
    foreach(row RANGE ${count})
      if(row LESS count)
        string(JSON entry GET "${record}" ${part} ${row})
        list(APPEND ${part}_checked "${entry}")
      endif()
    endforeach()
  endforeach()
  foreach(axiom IN LISTS axioms_checked)
    if(NOT axiom IN_LIST allowed)
      message(STATUS "proofs: by checked.json the theory rests on ${axiom}, which allowed_axioms.txt does not allow")
      set(unchanged false)
    endif()
  endforeach()

  file(READ "${folder}/theorems.json" json)
  string(JSON count LENGTH "${json}")
  set(theorems "")
  math(EXPR last "${count} - 1")
  foreach(row RANGE ${last})
    foreach(key IN ITEMS claim theorem file covers)
      string(JSON ${key} GET "${json}" ${row} ${key})
    endforeach()
    string(JSON paper ERROR_VARIABLE absent GET "${json}" ${row} paper)
    if(absent)
      set(paper "")
    endif()
    set(checked false)
    if(unchanged AND theorem IN_LIST theorems_checked)
      set(checked true)
    endif()
    string(APPEND theorems "  {\"${claim}\", \"${paper}\", \"${theorem}\", \"${file}\", \"${covers}\", ${checked}},\n")
  endforeach()

  # A record of another version of the checker counts for nothing.
  file(GLOB sources RELATIVE "${folder}/checker" "${folder}/checker/*.v")
  _hebb_digest_of(checker "${folder}/checker" ${sources})
  hebb_coq_record("${folder}/accepted.json" "${checker}" digests)
  list(LENGTH digests accepted)
  list(TRANSFORM digests REPLACE "(.+)" "  \"\\1\",\n")
  list(JOIN digests "" digests)
  set(axioms "")
  foreach(list IN ITEMS allowed_axioms checker_axioms)
    file(STRINGS "${folder}/${list}.txt" lines REGEX "^[A-Za-z]")
    list(TRANSFORM lines REPLACE "[ #].*$" "")
    list(APPEND axioms ${lines})
  endforeach()
  list(SORT axioms)
  list(LENGTH axioms allowed)
  list(TRANSFORM axioms REPLACE "(.+)" "  \"\\1\",\n")
  list(JOIN axioms "" axioms)
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
endfunction()
