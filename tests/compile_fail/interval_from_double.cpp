// A double does not silently become an interval: 0.1 is not 1/10.
// diagnostic: conversion from 'double' to|no viable conversion from 'double'
#include <hebb/scalar/interval.hpp>

using namespace hebb::literals;

#ifdef MUST_NOT_COMPILE
hebb::Interval tenth = 0.1;
#else
hebb::Interval tenth(0.1_q);
#endif
