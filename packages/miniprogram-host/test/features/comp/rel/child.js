Component({
  relations: { "./parent": { type: "parent" } },
  methods: {
    p() {
      return this.getRelationNodes("./parent").length;
    },
  },
});
