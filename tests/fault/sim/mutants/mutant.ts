/** One way to break the protocol: by its name and the rule it breaks (section 3.3 of the specification), as exact text, so that a change of the product that moves it is noticed. */

export interface Mutant {
  name: string;
  rule: string;
  file: string;
  find: string;
  put: string;
  /** The test that must fail over it, by its file and a part of its title; without one, seeds of the simulation must. */
  provenBy?: readonly [file: string, title: string];
}
