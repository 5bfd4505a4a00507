#include <config.h>
#include <criterion/criterion.h>
Test(xstrangers,y){}
