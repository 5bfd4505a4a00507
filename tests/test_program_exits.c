#include <config.h>
#include <criterion/criterion.h>
Test(xexits,y){}
