/** Members that belong together, by whatever they have in common. */

/** The groups in the order of their first members, each in the order of the members. */
export const groupsBy = <Key, A>(members: Iterable<A>, keyOf: (member: A) => Key): ReadonlyMap<Key, readonly A[]> => {
  const groups = new Map<Key, A[]>()
  for (const member of members) {
    const key = keyOf(member)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [member])
    else group.push(member)
  }
  return groups
}
