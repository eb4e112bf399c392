// Makes a style sheet a module that puts a style element into the page.
module.exports = sheet => `
const style = document.createElement('style');
style.textContent = ${JSON.stringify(sheet)};
document.head.append(style);
`;
