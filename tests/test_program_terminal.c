#include <config.h>
#include <criterion/criterion.h>
Test(xterminal,y){}
