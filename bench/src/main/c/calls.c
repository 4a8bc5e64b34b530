/* SPDX-License-Identifier: Apache-2.0 */
/** What a call from Java costs by itself. */
#include <stdint.h>

#define API __attribute__((visibility("default")))

API int32_t prt_nothing(int32_t value);

/** @return its argument */
int32_t prt_nothing(int32_t value) {
	return value;
}
