exports.every = (callback) => setInterval(callback, 5);
