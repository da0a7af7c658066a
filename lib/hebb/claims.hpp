#pragma once

// Claims from text files. Link hebb::language.

#include <hebb/language/claims.hpp>
