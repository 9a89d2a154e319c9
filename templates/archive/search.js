// Search in the pages of the archive, in the reader's browser and without a server.
(function () {
  'use strict';
  var form = document.querySelector('form[role=search]');
  var hits = document.getElementById('hits');
  var engine = MiniSearch.loadJSON(archiveIndex, { fields: ['title', 'text', 'where'], storeFields: ['title', 'where'] });
  function show() {
    var found = engine.search(document.getElementById('q').value, { prefix: true, fuzzy: 0.2, combineWith: 'AND', boost: { title: 2 } }).slice(0, 20);
    hits.replaceChildren.apply(hits, found.map(function (hit) {
      var item = document.createElement('li');
      var link = document.createElement('a');
      link.href = form.dataset.root + hit.id;
      link.textContent = hit.title;
      var where = document.createElement('span');
      where.textContent = hit.where;
      item.append(link, ' ', where);
      return item;
    }));
  }
  form.addEventListener('input', show);
  form.addEventListener('submit', function (event) { event.preventDefault(); show(); });
})();
