// Linux on x64 has a browser in the lockfile (@sparticuz/chromium); elsewhere Puppeteer fetches its own as usual.
module.exports = { skipDownload: process.platform === 'linux' && process.arch === 'x64' };
