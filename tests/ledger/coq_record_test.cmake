# cmake -DSOURCE=PROJECT -DSCRATCH=FOLDER -P coq_record_test.cmake
#
# What the build makes of proofs-support/coq/checked.json: theorems count as checked only with the sources, the names and the axioms of
# the record.
cmake_minimum_required(VERSION 3.25)
include("${SOURCE}/lib/cmake/HebbCoqTables.cmake")
set(folder "${SCRATCH}/coq")

function(fresh_copy)
  file(REMOVE_RECURSE "${folder}")
  file(COPY "${SOURCE}/proofs-support/coq" DESTINATION "${SCRATCH}")
endfunction()

# How many rows of the table are checked, and how many are not.
function(expect name checked_is_all)
  hebb_write_coq_tables("${folder}" "${SCRATCH}/tables.cpp")
  file(READ "${SCRATCH}/tables.cpp" text)
  string(REGEX MATCHALL "\", true}" checked "${text}")
  string(REGEX MATCHALL "\", false}" unchecked "${text}")
  list(LENGTH checked checked)
  list(LENGTH unchecked unchecked)
  if(checked_is_all STREQUAL ALL AND (checked LESS 100 OR unchecked GREATER 0))
    message(FATAL_ERROR "${name}: ${checked} checked, ${unchecked} not")
  elseif(checked_is_all STREQUAL NONE AND (unchecked LESS 100 OR checked GREATER 0))
    message(FATAL_ERROR "${name}: ${checked} checked, ${unchecked} not")
  elseif(checked_is_all STREQUAL SOME AND (unchecked EQUAL 0 OR unchecked GREATER 3))
    message(FATAL_ERROR "${name}: ${checked} checked, ${unchecked} not")
  endif()
endfunction()

fresh_copy()
expect("the record as it is" ALL)

file(APPEND "${folder}/theory/Gap.v" "(* one comment more *)\n")
expect("a changed source" NONE)

fresh_copy()
file(WRITE "${folder}/theory/More.v" "")
expect("a source more" NONE)

fresh_copy()
file(REMOVE "${folder}/theory/Examples.v")
expect("a source less" NONE)

fresh_copy()
file(APPEND "${folder}/_CoqProject" "theory/More.v\n")
expect("another list of sources" NONE)

fresh_copy()
file(READ "${folder}/checked.json" record)
string(REPLACE "\"Hebb.Convergence.T1\"" "\"Hebb.Convergence.T9\"" record "${record}")
file(WRITE "${folder}/checked.json" "${record}")
expect("a theorem that the record does not name" SOME)

fresh_copy()
file(READ "${folder}/checked.json" record)
string(REPLACE "Classical_Prop.classic" "Hole.anything" record "${record}")
file(WRITE "${folder}/checked.json" "${record}")
expect("an axiom that is not allowed" NONE)

# A change of the checker alone leaves the theorems as they are.
fresh_copy()
file(APPEND "${folder}/checker/Checker.v" "(* one comment more *)\n")
expect("a changed checker" ALL)
