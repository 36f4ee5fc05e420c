/** Who it is and how it stands: large in the middle of the upper half, or small in the corner over a picture. */
Component({
  properties: {
    face: { type: Object, value: {} },
    /** Only how it stands, at the top: the tiles of a group call say who it is. */
    bare: { type: Boolean, value: false },
    /** Who else is called. */
    others: { type: Array, value: [] },
    corner: { type: Boolean, value: false },
    /** In the corner, below the button that is there. */
    below: { type: Boolean, value: false },
    /** Over a picture texts are full white with a dark edge. */
    over: { type: Boolean, value: false },
    muted: { type: Boolean, value: false },
    mutedName: { type: String, value: "" },
    line: { type: String, value: "" },
    dots: { type: Boolean, value: false },
    secondLine: { type: String, value: "" },
    timer: { type: String, value: "" },
    notice: { type: String, value: "" },
  },
});
