Component({
  relations: {
    "./child": {
      type: "child",
      linked(t) {
        this.l ??= [];
        this.l.push(t.id);
      },
    },
  },
});
