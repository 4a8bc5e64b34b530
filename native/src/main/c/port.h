/* SPDX-License-Identifier: Apache-2.0 */
/** @file port.h  What the other units ask of ports. Control. */
#ifndef PRT_PORT_H
#define PRT_PORT_H

#include <stdbool.h>
#include <stdint.h>

/** True if the port was started by prt_port_start() and has the queue. */
bool prt_port_is_ready(uint16_t port, uint16_t queue);

/** Close the port and, when it was its device's last one, give the device back. */
int prt_port_detach(uint16_t port);

#endif
