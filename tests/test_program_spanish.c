#include <config.h>
#include <criterion/criterion.h>
Test(xspanish,y){}
