/** Checks that relative links lead to a file that exists, and to a heading that it has. */
export default { plugins: [['remark-validate-links', { repository: false }]] };
