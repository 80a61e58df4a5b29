/** The outcome of an atelier and the entry of paper: style only, both work without a script. */
import './outcome.css';
