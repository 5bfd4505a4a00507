#include <config.h>
#include <criterion/criterion.h>
Test(framer_dialect,x){}
