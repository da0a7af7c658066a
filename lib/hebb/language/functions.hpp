#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <hebb/scalar/symbolic/symbol.hpp>

namespace hebb::language {

/// The functions of the language: exp, log, sqrt, ...
bool is_function(const std::string& name);
std::vector<std::string> function_names();
std::size_t arity(const std::string& name);

/// How an operation of one operand is written: "exp" for Operation::exp.
std::string_view function_name(Operation operation);

/// Whether a claim may declare that name: letters, digits, _ and ', not a word or function of the language.
bool is_claim_name(const std::string& name);

/// The function of that name, recorded. Throws PreconditionError where it is undefined: log(0).
Symbol apply_function(const std::string& name, const std::vector<Symbol>& x);

}  // namespace hebb::language
