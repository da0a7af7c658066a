#pragma once

// The claims of the paper and ours, their verdicts for every dimension asked. Link hebb::verify.

#include <hebb/certificate/verdict.hpp>
#include <hebb/theorems/claim.hpp>
#include <hebb/theorems/coq_theorems.hpp>
#include <hebb/verify/result.hpp>
#include <hebb/verify/run.hpp>
#include <hebb/verify/selection.hpp>
