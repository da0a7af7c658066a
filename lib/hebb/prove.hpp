#pragma once

// Prove or refute a statement of your own; certificates, and the exact checker. Link hebb::verify.

#include <hebb/certificate/certificate.hpp>
#include <hebb/certificate/proof.hpp>
#include <hebb/certificate/statement.hpp>
#include <hebb/certificate/statement_builder.hpp>
#include <hebb/certificate/verdict.hpp>
#include <hebb/check/checker.hpp>
#include <hebb/verify/prove.hpp>
#include <hebb/verify/result.hpp>
#include <hebb/verify/tighten.hpp>
