import type { LocalStack } from "../env.ts";

/** How many ports a benchmark takes: the stack's, and those of what it is compared with. */
export const PORTS = 12;

/** Where the floors listen: after the stack's own ports. */
export const benchPorts = ({ ports: { mysql } }: LocalStack) => ({
  floorEdge: mysql + 1,
  floor: mysql + 2,
  barePageEdge: mysql + 3,
  barePage: mysql + 4,
  inspector: mysql + 5,
});
