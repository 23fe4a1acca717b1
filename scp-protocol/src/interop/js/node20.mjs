// What the libraries need of Node 22, for Node 20.
Promise.withResolvers ??= function () {
  let resolve
  let reject
  const promise = new this((ok, no) => {
    resolve = ok
    reject = no
  })
  return { promise, resolve, reject }
}
