// diagnostic: conversion from 'double' to|no viable conversion from 'double'
#include <hebb/scalar/real_interval.hpp>

using namespace hebb::literals;

#ifdef MUST_NOT_COMPILE
hebb::RealInterval precise_tenth = 0.1;
#else
hebb::RealInterval precise_tenth(0.1_q, 53);
#endif
