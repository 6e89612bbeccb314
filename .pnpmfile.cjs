// The Node packages give `os` and `cpu` as strings, which pnpm ignores: it would download those of every platform.
const asList = (value) => (typeof value === 'string' ? [value] : value)

module.exports = {
  hooks: {
    readPackage(pkg) {
      if (/^node-(bin-)?(darwin|linux|win)-/.test(pkg.name)) {
        pkg.os = asList(pkg.os)
        pkg.cpu = asList(pkg.cpu)
      }
      return pkg
    },
  },
}
